#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sys/Native.hpp"

namespace sys {

class Demuxer;

/// What is called, from the loop, when an operation has ended: a function and the object it is for.
///
/// `Completion::to<&Build::outputArrived>(build)` calls `build.outputArrived()`.
class Completion {
public:
  using Function = void (*)(void* object);

  Completion(Function function, void* object) : function_(function), object_(object) {}

  template <auto kMember, typename Object>
  static Completion to(Object& object) {
    return {[](void* self) { (static_cast<Object*>(self)->*kMember)(); }, &object};
  }

  void operator()() const { function_(object_); }

private:
  Function function_;
  void* object_;
};

/// How an operation that did not fail has ended. All but the first three are of connections.
enum class Outcome : unsigned char {
  Done,
  EndOfStream,
  Cancelled,
  Reset,        // The peer has broken the connection, or takes no more.
  Refused,      // Nobody listens there.
  Unreachable,  // There is no way there.
  TimedOut,     // There was no answer.
  NotFound,     // There is no such name.
};

/// The control block of something that a Demuxer will complete: it belongs to the caller, stays
/// where it is, and must outlive the operation. Destroying one that is still pending ends the
/// program: cancel it and let the loop deliver that, or destroy the Demuxer first, which delivers
/// what is left.
///
/// Each start is completed exactly once, by the loop, never from inside the call that started it;
/// the block is free again when its completion is called. Starting allocates nothing, except a
/// `Resolve`. Starting a block that is pending throws.
class Operation {
public:
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  /// Whether it was started and its completion has not been called.
  bool isPending() const { return state_ != State::Idle; }

  /// Asks for an early end. The completion is called all the same, once: with `Outcome::Cancelled`,
  /// or with what had happened before. Without effect if not pending. From the Demuxer's thread
  /// only.
  void cancel();

  /// How the last one ended. Throws the error if it failed.
  Outcome outcome() const {
    if (error_ != 0) throwError();
    return outcome_;
  }

protected:
  Operation() = default;
  ~Operation();

private:
  friend class Demuxer;
  friend class Resolve;
  enum class State : unsigned char { Idle, Waiting, Ready };

  [[noreturn]] void throwError() const;

  Demuxer* home_ = nullptr;
  Operation* next_ = nullptr;
  Operation* previous_ = nullptr;
  Completion completion_{nullptr, nullptr};
  std::int64_t error_ = 0;  // The system's code; 0 is none.
  State state_ = State::Idle;
  Outcome outcome_ = Outcome::Done;
  unsigned char kind_ = 0;
  bool cancelled_ = false;
  bool later_ = false;  // To be started again after a while.
};

/// One that the system carries out or tells of, with room for what it must know meanwhile.
class SystemOperation : public Operation {
protected:
  SystemOperation() = default;
  ~SystemOperation() = default;

private:
  friend class Demuxer;

  alignas(void*) unsigned char os_[native::kOperationSize] = {};
};

}  // namespace sys
