#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "sys/Clock.hpp"
#include "sys/Demuxer.hpp"
#include "sys/TaskState.hpp"
#include "sys/Timer.hpp"

// Several tasks at once, and who waits for them.
namespace sys {

/// What waits for the ends of several Tasks, which it cancels when one of them throws, or when it
/// is cancelled itself.
class TaskJoin {
public:
  TaskJoin(const TaskJoin&) = delete;
  TaskJoin& operator=(const TaskJoin&) = delete;

protected:
  TaskJoin() = default;
  ~TaskJoin() = default;

  void add(TaskState& task);
  /// Begins all that were added; false if they have ended already. At the deadline they are
  /// cancelled.
  template <typename Promise>
  bool begin(std::coroutine_handle<Promise> frame, Demuxer* demuxer, Deadline deadline) {
    frame_ = frame;
    root_ = static_cast<TaskState&>(frame.promise()).root_;
    return begin(demuxer, deadline);
  }
  void throwFirstError() const;
  bool isExpired() const { return isExpired_; }

private:
  bool begin(Demuxer* demuxer, Deadline deadline);
  static void taskEnded(TaskState& task);
  void limitEnded();
  void cancelAll();
  void countDown();

  TaskState* first_ = nullptr;
  TaskState* last_ = nullptr;
  std::size_t left_ = 1;  // Of what has not ended, with `begin` itself.
  std::exception_ptr error_;
  TaskState* root_ = nullptr;
  std::coroutine_handle<> frame_;
  Timer limit_;
  bool isExpired_ = false;
};

/// See `whenAll`.
template <typename... Ts>
class [[nodiscard]] AllOf : TaskJoin {
public:
  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    std::apply([this](auto&... tasks) { (add(tasks.state()), ...); }, tasks_);
    return begin(frame, nullptr, kForever);
  }
  auto await_resume() {
    throwFirstError();
    return std::apply([](auto&... tasks) { return std::tuple(valueOf(tasks)...); }, tasks_);
  }

private:
  template <typename... Us>
  friend AllOf<Us...> whenAll(Task<Us>... tasks);
  explicit AllOf(Task<Ts>... tasks) : tasks_(std::move(tasks)...) {}

  template <typename T>
  static auto valueOf(Task<T>& task) {
    if constexpr (std::is_void_v<T>) {
      return std::monostate();
    } else {
      return task.take();
    }
  }

  std::tuple<Task<Ts>...> tasks_;
};

/// See `whenAll`.
class [[nodiscard]] AllIn : TaskJoin {
public:
  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    for (Task<void>& task : tasks_) add(task.state());
    return begin(frame, nullptr, kForever);
  }
  void await_resume() const { throwFirstError(); }

private:
  friend AllIn whenAll(std::span<Task<void>> tasks);
  explicit AllIn(std::span<Task<void>> tasks) : tasks_(tasks) {}

  std::span<Task<void>> tasks_;
};

/// See `withDeadline`.
template <typename T>
class [[nodiscard]] InTime : TaskJoin {
public:
  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    add(task_.state());
    return begin(frame, &demuxer_, deadline_);
  }
  auto await_resume() {
    throwFirstError();
    if constexpr (std::is_void_v<T>) {
      return !isExpired();
    } else {
      return isExpired() ? std::optional<T>() : std::optional<T>(task_.take());
    }
  }

private:
  template <typename U>
  friend InTime<U> withDeadline(Demuxer& demuxer, Deadline deadline, Task<U> task);
  InTime(Demuxer& demuxer, Deadline deadline, Task<T> task)
      : demuxer_(demuxer), deadline_(deadline), task_(std::move(task)) {}

  Demuxer& demuxer_;
  Deadline deadline_;
  Task<T> task_;
};

/// Awaits all of them, which run side by side: a tuple of what they return (of nothing, a
/// `std::monostate`). If one throws the others are cancelled, and when all have ended the first
/// error is thrown.
template <typename... Ts>
AllOf<Ts...> whenAll(Task<Ts>... tasks) {
  return AllOf<Ts...>(std::move(tasks)...);
}

/// The same for as many as there are; they must outlive it.
inline AllIn whenAll(std::span<Task<void>> tasks) { return AllIn(tasks); }

/// Awaits `task`, which is cancelled at `deadline`: what it returns, or nothing if it was cancelled
/// by that; of a Task that returns nothing, whether it was not. Waits for its end in any case.
template <typename T>
InTime<T> withDeadline(Demuxer& demuxer, Deadline deadline, Task<T> task) {
  return InTime<T>(demuxer, deadline, std::move(task));
}

/// Tasks that run by themselves, as long as their scope lives: its end is theirs.
class TaskScope {
  // See `join`.
  class [[nodiscard]] Join {
  public:
    explicit Join(TaskScope& scope) : scope_(scope) {}

    bool await_ready() const noexcept { return scope_.isEmpty(); }
    template <typename Promise>
    void await_suspend(std::coroutine_handle<Promise> frame) const {
      TaskState& root = *static_cast<TaskState&>(frame.promise()).root_;
      scope_.joiner_ = frame;
      scope_.joinerRoot_ = &root;
      root.waitFor(&scope_, [](void* scope) { static_cast<TaskScope*>(scope)->cancel(); });
      if (root.isCancelled_) scope_.cancel();
    }
    void await_resume() const {
      if (scope_.error_) std::rethrow_exception(std::exchange(scope_.error_, nullptr));
    }

  private:
    TaskScope& scope_;
  };

public:
  /// For Tasks that wait for what `demuxer` delivers, which must outlive the scope.
  explicit TaskScope(Demuxer& demuxer) : demuxer_(demuxer) {}
  TaskScope(const TaskScope&) = delete;
  TaskScope& operator=(const TaskScope&) = delete;
  /// Cancels what still runs and delivers completions until all of it has ended. What was thrown
  /// and not awaited is dropped. Not from one of its own Tasks. What cannot be brought to its end
  /// (see `run`) ends later.
  ~TaskScope();

  /// Begins a Task, which runs up to its first wait within this call; its frame is gone as soon as
  /// it has ended. In a scope that was cancelled it begins as cancelled.
  void start(Task<void> task);

  /// Cancels all Tasks, and those started from now on.
  void cancel();

  bool isEmpty() const { return first_ == nullptr; }

  /// Awaits the end of all Tasks, also of those started meanwhile; throws the first error. If who
  /// awaits it is cancelled, they are. One may await it at a time.
  Join join() { return Join(*this); }

private:
  friend class TaskState;
  static void taskEnded(TaskState& task);

  Demuxer& demuxer_;
  TaskState* first_ = nullptr;
  std::exception_ptr error_;
  TaskState* joinerRoot_ = nullptr;
  std::coroutine_handle<> joiner_;
  bool isCancelled_ = false;
  bool isEnding_ = false;
};

/// See `run`.
class TaskRun {
private:
  template <typename T>
  friend T run(Demuxer& demuxer, Task<T> task);
  friend class TaskScope;

  template <typename T>
  static T drive(Demuxer& demuxer, Task<T>& task) {
    TaskRun loop(demuxer);
    if (!loop.untilEnd(task.state())) task.frame_ = nullptr;
    loop.throwOn();
    return task.take();
  }
  explicit TaskRun(Demuxer& demuxer) : demuxer_(demuxer) {}
  bool untilEnd(TaskState& task);
  bool deliver(bool wasCancelled);
  void throwOn() const;

  Demuxer& demuxer_;
  std::exception_ptr thrown_;
  int failures_ = 0;
  bool hasEnded_ = false;
  bool isInLoop_ = false;
};

/// Delivers `demuxer`'s completions until `task` has ended, and returns what it returns. If the
/// Demuxer is stopped or another completion throws, `task` is cancelled, and what was thrown goes
/// on when it has ended. If it cannot be brought to its end, because the Demuxer cannot wait any
/// more or delivers nothing that it waits for, throws why; it then ends, cancelled, whenever what
/// it waits for does.
template <typename T>
T run(Demuxer& demuxer, Task<T> task) {
  return TaskRun::drive(demuxer, task);
}

}  // namespace sys
