// lib/sys/Unix/Resolver.cpp -- getaddrinfo, which every Unix has and which only ever blocks.
//
// Without AI_ADDRCONFIG: where only one family is configured it hides the loopback addresses of the
// other, and an address without a way there fails at once.
#include <netdb.h>
#include <pthread.h>
#include <signal.h>

#include <memory>

#include "ResolverOs.hpp"
#include "SystemAddress.hpp"
#include "Unix/Unix.hpp"

namespace sys {

namespace {

void* runThread(void* work) {
  reinterpret_cast<void (*)()>(work)();
  return nullptr;
}

// Not in every C library.
bool meansNoAddress(int error) {
#ifdef EAI_NODATA
  if (error == EAI_NODATA) return true;
#endif
#ifdef EAI_ADDRFAMILY
  if (error == EAI_ADDRFAMILY) return true;
#endif
  return error == EAI_NONAME;
}

}  // namespace

// Not std::thread, which inherits the signals of whoever starts it: one that comes to the process
// might choose this thread, where nobody has blocked it for an Interrupt.
SystemCode ResolverOs::startThread(void (*work)()) noexcept {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);  // Without ::, because macOS has it as a macro.
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  const int error = ::pthread_create(&thread, nullptr, runThread, reinterpret_cast<void*>(work));
  if (error == 0) ::pthread_detach(thread);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return error;
}

Outcome ResolverOs::lookUp(const std::string& host, std::vector<Address>& found) {
  static constexpr const char* kWhat = "cannot be looked up";
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &first);
  if (meansNoAddress(error)) return Outcome::NotFound;
  if (error == EAI_AGAIN) return Outcome::TimedOut;
  if (error == EAI_SYSTEM) fail("", kWhat, lastSystemCode());
  if (error == EAI_MEMORY) fail("", kWhat, ENOMEM);
  if (error != 0) fail("", kWhat, ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(first, ::freeaddrinfo);
  for (const addrinfo* info = first; info != nullptr; info = info->ai_next) {
    if (info->ai_family == AF_INET || info->ai_family == AF_INET6) {
      found.push_back(fromSystem(info->ai_addr, info->ai_addrlen));
    }
  }
  return Outcome::Done;
}

}  // namespace sys
