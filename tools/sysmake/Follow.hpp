#pragma once

#include "sys/Address.hpp"
#include "sysmake/Status.hpp"

namespace sysmake {

/// Shows by `status` the build that is served at `place` until it ends; what it returned. Throws if
/// there is none, or if it ends without a word.
int follow(const sys::Address& place, Status& status);

}  // namespace sysmake
