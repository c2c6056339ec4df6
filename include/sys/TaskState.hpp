#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "sys/Operation.hpp"

// A task and what it waits for.
namespace sys {

template <typename T>
class Task;

/// What every Task's frame has: who goes on when it has ended, and of one that nobody awaits, what
/// it waits for. Nothing of it is for callers.
class TaskState {
public:
  TaskState() = default;
  TaskState(const TaskState&) = delete;
  TaskState& operator=(const TaskState&) = delete;

private:
  template <typename T>
  friend class Task;
  template <typename Block, typename Start, typename Result>
  friend class Await;
  template <typename T>
  friend class TaskResult;
  friend class TaskNothing;
  template <typename... Ts>
  friend class AllOf;
  friend class TaskJoin;
  friend class TaskScope;
  friend class TaskRun;
  struct Final;

  // Goes on with a frame of those that end in `root`; if that has ended, its owner learns of it
  // now, when nothing runs in it any more, and may destroy it.
  static void goOn(std::coroutine_handle<> frame, TaskState& root) {
    frame.resume();
    if (root.isOver_) root.ended_(root);
  }

  void waitFor(void* what, void (*giveUp)(void*)) {
    cancelWait_ = giveUp;
    wait_ = what;
  }
  void cancel() {
    isCancelled_ = true;
    if (wait_ != nullptr) cancelWait_(wait_);
  }
  void detach();
  [[noreturn]] static void refuseNone();

  std::coroutine_handle<> frame_;
  std::coroutine_handle<> continuation_;  // Of who awaits it; none for a root.
  TaskState* root_ = this;
  std::exception_ptr error_;

  // Of a root:
  void (*cancelWait_)(void*) = nullptr;
  void* wait_ = nullptr;
  void (*ended_)(TaskState&) = nullptr;
  void* owner_ = nullptr;
  TaskState* next_ = nullptr;
  TaskState* previous_ = nullptr;
  bool isOver_ = false;
  bool isCancelled_ = false;
};

/// The end of a frame: whoever awaits it goes on.
struct TaskState::Final {
  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> frame) const noexcept {
    TaskState& state = frame.promise();
    if (state.continuation_) return state.continuation_;
    state.isOver_ = true;
    return std::noop_coroutine();
  }
  void await_resume() const noexcept {}
};

/// Keeps what a Task returns.
template <typename T>
class TaskResult : public TaskState {
public:
  void return_value(T value) { value_.emplace(std::move(value)); }

private:
  template <typename U>
  friend class Task;
  T take() {
    if (error_) std::rethrow_exception(error_);
    return std::move(*value_);
  }

  std::optional<T> value_;
};

/// The same of one that returns nothing.
class TaskNothing : public TaskState {
public:
  void return_void() {}

private:
  template <typename U>
  friend class Task;
  void take() const {
    if (error_) std::rethrow_exception(error_);
  }
};

/// A coroutine that returns a T: it begins when it is awaited, or given to `run`, a `TaskScope`,
/// `whenAll` or `withDeadline`; what it throws comes out there. Its frame is the only memory it
/// takes; if there was none, that comes out there too, as a `std::string`.
///
/// Within a Task every operation is awaited by a function below, with a value for each soft
/// outcome; errors are thrown. A Task that is cancelled gets `Outcome::Cancelled` from what it
/// waits for, and from all that it waits for afterwards, which is not started any more: a loop
/// that ends at any outcome but `Done` ends then, too.
///
/// What a coroutine gets by reference, and what a lambda has captured that is one, must outlive it;
/// pass by value what may not. One that has begun and waits must not be destroyed.
template <typename T>
class [[nodiscard]] Task {
  // What the language wants of a coroutine's type.
  struct Promise : std::conditional_t<std::is_void_v<T>, TaskNothing, TaskResult<T>> {
    Promise() { this->frame_ = std::coroutine_handle<Promise>::from_promise(*this); }
    Task get_return_object() { return Task(std::coroutine_handle<Promise>::from_promise(*this)); }
    static Task get_return_object_on_allocation_failure() { return Task(nullptr); }
    std::suspend_always initial_suspend() const { return {}; }
    auto final_suspend() const noexcept { return TaskState::Final(); }
    void unhandled_exception() { this->error_ = std::current_exception(); }
  };

  // What one Task is for another.
  class Awaiter {
  public:
    explicit Awaiter(std::coroutine_handle<Promise> frame) : frame_(frame) {}

    bool await_ready() const noexcept { return false; }
    template <typename Outer>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Outer> outer) const noexcept {
      TaskState& state = frame_.promise();
      state.continuation_ = outer;
      state.root_ = static_cast<TaskState&>(outer.promise()).root_;
      return frame_;
    }
    T await_resume() const { return frame_.promise().take(); }

  private:
    std::coroutine_handle<Promise> frame_;
  };

public:
  using promise_type = Promise;

  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  /// Runs it as a part of the coroutine that awaits it.
  auto operator co_await() {
    state();
    return Awaiter(frame_);
  }

private:
  template <typename... Ts>
  friend class AllOf;
  template <typename U>
  friend class InTime;
  friend class TaskScope;
  friend class TaskRun;
  friend class AllIn;

  explicit Task(std::coroutine_handle<Promise> frame) : frame_(frame) {}

  TaskState& state() const {
    if (!frame_) TaskState::refuseNone();
    return frame_.promise();
  }
  T take() { return frame_.promise().take(); }

  std::coroutine_handle<Promise> frame_;
};

/// What awaits one operation: started when the coroutine is suspended, given up when its Task is
/// cancelled.
template <typename Block, typename Start, typename Result>
class [[nodiscard]] Await {
public:
  Await(const Await&) = delete;
  Await& operator=(const Await&) = delete;

  bool await_ready() const noexcept { return false; }

  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    root_ = static_cast<TaskState&>(frame.promise()).root_;
    isStarted_ = !root_->isCancelled_;
    if (!isStarted_) return false;
    frame_ = frame;
    start_(block_, Completion([](void* self) { static_cast<Await*>(self)->ended(); }, this));
    root_->waitFor(this, [](void* self) { static_cast<Await*>(self)->block_.cancel(); });
    return true;
  }

  auto await_resume() {
    return result_(block_, isStarted_ ? block_.outcome() : Outcome::Cancelled);
  }

private:
  template <typename OwnBlock, typename Starts, typename Results>
  friend Await<OwnBlock, Starts, Results> await(Starts start, Results result);
  template <typename ItsBlock, typename Starts>
  friend auto awaitWith(ItsBlock& block, Starts start);

  // With a block of its own, and with the caller's.
  Await(Start start, Result result) : start_(start), result_(result) {}
  Await(Block block, Start start, Result result) : block_(block), start_(start), result_(result) {}

  void ended() {
    root_->wait_ = nullptr;
    TaskState::goOn(frame_, *root_);
  }

  Block block_;
  Start start_;
  Result result_;
  TaskState* root_ = nullptr;
  std::coroutine_handle<> frame_;
  bool isStarted_ = false;
};

/// Awaits whatever is started with a block and a completion: `start(block, completion)`; what is
/// awaited is `result(block, outcome)`. The functions below are made of it.
template <typename Block, typename Start, typename Result>
Await<Block, Start, Result> await(Start start, Result result) {
  return Await<Block, Start, Result>(start, result);
}

/// The same with a block of the caller's, and the outcome as what is awaited.
template <typename Block, typename Start>
auto awaitWith(Block& block, Start start) {
  const auto result = [](const Block&, Outcome outcome) { return outcome; };
  return Await<Block&, Start, decltype(result)>(block, start, result);
}

}  // namespace sys
