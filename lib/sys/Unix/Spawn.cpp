// lib/sys/Unix/Spawn.cpp -- fork is all that POSIX has for a child with a group, a directory and no
// foreign descriptor.
#include "Unix/Spawn.hpp"

#include "Unix/RetryBusy.hpp"

namespace sys::posix {

Spawned spawn(const SpawnPlan& plan) {
  return retryBusy([&] { return spawnByFork(plan); });
}

}  // namespace sys::posix

#include "Unix/ForkSpawn.cpp"
