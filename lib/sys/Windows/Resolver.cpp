// lib/sys/Windows/Resolver.cpp -- GetAddrInfoW blocks as getaddrinfo does, and takes names beyond
// ASCII.
#include "Windows/Winsock.hpp"

#include <memory>

#include "ResolverOs.hpp"
#include "SystemAddress.hpp"

namespace sys {

namespace {

DWORD WINAPI runThread(void* work) {
  reinterpret_cast<void (*)()>(work)();
  return 0;
}

}  // namespace

SystemCode ResolverOs::startThread(void (*work)()) noexcept {
  const HANDLE thread =
      ::CreateThread(nullptr, 0, runThread, reinterpret_cast<void*>(work), 0, nullptr);
  if (thread == nullptr) return lastSystemCode();
  ::CloseHandle(thread);
  return 0;
}

Outcome ResolverOs::lookUp(const std::string& host, std::vector<Address>& found) {
  win::winsock();
  ADDRINFOW hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ADDRINFOW* first = nullptr;
  const int error = ::GetAddrInfoW(win::widen(host).c_str(), nullptr, &hints, &first);
  if (error == WSAHOST_NOT_FOUND || error == WSANO_DATA) return Outcome::NotFound;
  if (error == WSATRY_AGAIN) return Outcome::TimedOut;
  if (error != 0) fail("", "cannot be looked up", error);
  const std::unique_ptr<ADDRINFOW, decltype(&::FreeAddrInfoW)> all(first, ::FreeAddrInfoW);
  for (const ADDRINFOW* info = first; info != nullptr; info = info->ai_next) {
    if (info->ai_family == AF_INET || info->ai_family == AF_INET6) {
      found.push_back(fromSystem(info->ai_addr, info->ai_addrlen));
    }
  }
  return Outcome::Done;
}

}  // namespace sys
