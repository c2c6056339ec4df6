#pragma once

#include "sysmake/Status.hpp"
#include "sysmake/StatusPlace.hpp"

namespace sysmake {

/// Shows by `status` the build that is served at `place` until it ends; what it returned. Throws if
/// there is none, or if it ends without a word.
int follow(const ServedPlace& place, Status& status);

}  // namespace sysmake
