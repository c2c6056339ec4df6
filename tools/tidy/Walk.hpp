#pragma once

#include "Tree.hpp"
#include "sys/Path.hpp"

namespace tidy {

/// The text files of the project at `root`: not what a build left there, nor hidden directories but
/// those of continuous integration. Throws if there is no such directory.
Tree readTree(const sys::Path& root);

}  // namespace tidy
