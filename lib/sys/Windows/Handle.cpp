// lib/sys/Windows/Handle.cpp -- Kernel objects of every kind are closed the same way.
#include "Handle.hpp"

#include "Windows/Windows.hpp"

namespace sys {

void closeHandle(native::Handle handle) noexcept { ::CloseHandle(win::toHandle(handle)); }

}  // namespace sys
