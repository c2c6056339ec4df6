#pragma once

#include <cstddef>
#include <string>

namespace sys {

/// 26 letters and digits that nobody can guess (128 bits), for the name of a temporary file; equal
/// names are not to be expected, case ignored or not.
std::string randomName();

/// What a platform must provide for RandomName.cpp: fills `bytes` from the system's source for
/// secrets. Throws if that has none.
void fillRandom(unsigned char* bytes, std::size_t count);

}  // namespace sys
