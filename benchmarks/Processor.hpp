#pragma once

namespace bench {

/// Where the calling thread runs from now on, and what it starts. Two that talk to each other are
/// kept apart: left alone the system puts them now on one processor and now on two, which changes
/// what a message costs by a fifth.
void runOnFirstProcessor();
void runOnLastProcessor();

}  // namespace bench
