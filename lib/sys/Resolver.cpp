// lib/sys/Resolver.cpp -- The system's lookup blocks and cannot be stopped, so it runs on threads
// that share nothing with an operation but a record that outlives both.
#include "sys/Resolver.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "Ascii.hpp"
#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "ResolverOs.hpp"
#include "sys/Timer.hpp"

namespace sys {

static constexpr const char* kLookUp = "cannot look up a name";

// What one lookup knows. Its owners: the operation, until it has another one, and the thread, until
// the answer is dropped or was delivered.
struct Resolve::Lookup {
  Lookup(Resolve& by, Demuxer& demuxer, std::string_view name, std::uint16_t portOfAll)
      : resolve(&by), home(&demuxer), host(name), port(portOfAll) {}

  bool isKnown();
  void ask() noexcept;
  void arrived();

  Resolve* resolve;  // Null once it has completed. The loop's.
  Demuxer* home;
  std::string host;
  std::uint16_t port;
  std::vector<Address> found;
  std::string error;  // A sentence, or empty.
  Outcome outcome = Outcome::Done;
  Post arrival;

  // Of Threads:
  Lookup* next = nullptr;
  int owners = 1;
  bool dropped = false;  // Nobody waits for the answer, and the Demuxer may be gone.
};

// The threads and what waits for one. Never destroyed: a thread may outlive `main`.
struct Resolve::Threads {
  static Threads& all();

  /// Hands it to a thread, or to the queue. Throws if there is no thread at all.
  void submit(Lookup& lookup);
  /// The answer will not be delivered, if it is not on its way.
  void drop(Lookup& lookup);
  void release(Lookup& lookup);

private:
  static constexpr unsigned kMost = 8;

  void work();
  Lookup* take();
  void answered(Lookup& lookup);
  bool unqueue(Lookup& lookup);

  std::mutex mutex_;
  Lookup* first_ = nullptr;
  unsigned running_ = 0;
};

Resolve::Threads& Resolve::Threads::all() {
  alignas(Threads) static unsigned char place[sizeof(Threads)];
  static Threads& threads = *::new (place) Threads();
  return threads;
}

void Resolve::Threads::submit(Lookup& lookup) {
  const std::lock_guard lock(mutex_);
  Lookup** end = &first_;
  while (*end != nullptr) end = &(*end)->next;
  *end = &lookup;
  lookup.owners = 2;
  if (running_ == kMost) return;
  const SystemCode error = ResolverOs::startThread([] { all().work(); });
  if (error == 0) {
    ++running_;
  } else if (running_ == 0) {
    unqueue(lookup);
    fail(lookup.host, kLookUp, error);
  }
}

// Under the lock: whether it was still waiting for a thread, who is no owner then.
bool Resolve::Threads::unqueue(Lookup& lookup) {
  for (Lookup** at = &first_; *at != nullptr; at = &(*at)->next) {
    if (*at != &lookup) continue;
    *at = lookup.next;
    --lookup.owners;
    return true;
  }
  return false;
}

void Resolve::Threads::drop(Lookup& lookup) {
  const std::lock_guard lock(mutex_);
  lookup.dropped = true;
  unqueue(lookup);
}

void Resolve::Threads::release(Lookup& lookup) {
  {
    const std::lock_guard lock(mutex_);
    if (--lookup.owners > 0) return;
  }
  delete &lookup;
}

// Nothing is touched any more once it has been counted out: the program may be ending.
void Resolve::Threads::work() {
  while (Lookup* lookup = take()) {
    lookup->ask();
    answered(*lookup);
  }
}

Resolve::Lookup* Resolve::Threads::take() {
  const std::lock_guard lock(mutex_);
  if (first_ == nullptr) {
    --running_;
    return nullptr;
  }
  return std::exchange(first_, first_->next);
}

// Under the lock, which keeps the Demuxer from going away meanwhile.
void Resolve::Threads::answered(Lookup& lookup) {
  {
    const std::lock_guard lock(mutex_);
    if (!lookup.dropped) {
      lookup.arrival.start(*lookup.home, Completion::to<&Lookup::arrived>(lookup));
      return;
    }
  }
  release(lookup);
}

static bool isDomain(std::string_view host, std::string_view domain) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  if (host.size() < domain.size()) return false;
  const std::size_t rest = host.size() - domain.size();
  return ascii::equalsIgnoringCase(host.substr(rest), domain) &&
         (rest == 0 || host[rest - 1] == '.');
}

// The system would take such a name for an address in a form of 1982: octal, hexadecimal or short.
static bool endsInNumber(std::string_view host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  std::string_view last = host.substr(host.rfind('.') + 1);
  const bool isHexadecimal = last.starts_with("0x") || last.starts_with("0X");
  if (isHexadecimal) last.remove_prefix(2);
  const std::string_view digits = isHexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
  return (isHexadecimal || !last.empty()) && last.find_first_not_of(digits) == last.npos;
}

// What needs no asking.
bool Resolve::Lookup::isKnown() {
  if (const auto address = Address::parseHost(host, port)) {
    found = {*address};
  } else if (isDomain(host, "localhost")) {
    found = {Address::loopbackV6(port), Address::loopback(port)};
  } else if (isDomain(host, "invalid") || endsInNumber(host)) {
    outcome = Outcome::NotFound;
  } else {
    return false;
  }
  return true;
}

// On a thread.
void Resolve::Lookup::ask() noexcept {
  try {
    std::vector<Address> all;
    outcome = ResolverOs::lookUp(host, all);
    found.reserve(all.size());
    for (const Address& one : all) {
      const Address address = one.withPort(port);
      if (std::find(found.begin(), found.end(), address) == found.end()) found.push_back(address);
    }
    if (outcome == Outcome::Done && found.empty()) outcome = Outcome::NotFound;
  } catch (...) {
    try {
      rethrowWithContext(host);
    } catch (std::string& text) {
      error = std::move(text);
    }
  }
}

// In the loop, whether or not somebody still wants to know.
void Resolve::Lookup::arrived() {
  if (resolve != nullptr) resolve->ended();
  Threads::all().release(*this);
}

Resolve::~Resolve() {
  if (lookup_ != nullptr && !isPending()) Threads::all().release(*lookup_);
}

void Resolve::start(Demuxer& demuxer, std::string_view host, std::uint16_t port,
                    Completion completion) try {
  const auto kind = static_cast<unsigned char>(OperationKind::Resolve);
  if (isPending()) return void(demuxer.begin(*this, kind, completion));
  refuseNul(host, "a host's name");
  if (host.empty()) fail("", kLookUp, "it is empty");
  auto lookup = std::make_unique<Lookup>(*this, demuxer, host, port);
  const bool known = lookup->isKnown();
  if (lookup_ != nullptr) Threads::all().release(*lookup_);
  lookup_ = lookup.release();
  if (!demuxer.begin(*this, kind, completion)) return;
  if (known) return ended();
  try {
    Threads::all().submit(*lookup_);
  } catch (...) {
    demuxer.abandon(*this);
    throw;
  }
} catch (...) {
  rethrowAsString();
}

void Resolve::ended() {
  lookup_->resolve = nullptr;
  outcome_ = lookup_->outcome;
  error_ = lookup_->error.empty() ? 0 : 1;
  home_->finish(*this);
}

void Resolve::abandon() {
  lookup_->resolve = nullptr;
  Threads::all().drop(*lookup_);
  outcome_ = Outcome::Cancelled;
  home_->finish(*this);
}

void Resolve::refuse() const { failAgain(lookup_->error); }

std::span<const Address> Resolve::addresses() const {
  if (lookup_ == nullptr || isPending() || outcome_ != Outcome::Done) return {};
  return lookup_->found;
}

}  // namespace sys

#include "platform/Resolver.cpp"
