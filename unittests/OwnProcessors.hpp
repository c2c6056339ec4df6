#pragma once

#include <vector>

/// The numbers of the processors that this process may use; none where a program cannot choose
/// them.
std::vector<unsigned> ownProcessors();
