#pragma once

namespace bench {

/// What this process and those of its children that have ended have used, in both modes.
double processorMicroseconds();

}  // namespace bench
