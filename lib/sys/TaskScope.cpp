// lib/sys/TaskScope.cpp -- What Tasks of all types share: joins, scopes and the loop that drives
// one.
#include "sys/TaskScope.hpp"

#include <utility>

#include "Error.hpp"

namespace sys {

// What creates a coroutine cannot throw a std::string, so it hands out none.
void TaskState::refuseNone() { failAgain("out of memory"); }

void TaskJoin::add(TaskState& task) {
  task.owner_ = this;
  task.ended_ = taskEnded;
  (last_ == nullptr ? first_ : last_->next_) = &task;
  last_ = &task;
  ++left_;
}

// A Task that ends within this call takes nobody on: the count is not down yet.
bool TaskJoin::begin(Demuxer* demuxer, Deadline deadline) {
  if (deadline != kForever) {
    ++left_;
    limit_.start(*demuxer, deadline, Completion::to<&TaskJoin::limitEnded>(*this));
  }
  root_->waitFor(this, [](void* self) { static_cast<TaskJoin*>(self)->cancelAll(); });
  if (root_->isCancelled_) cancelAll();
  for (TaskState* task = first_; task != nullptr; task = task->next_) {
    TaskState::goOn(task->frame_, *task);
  }
  if (--left_ != 0) return true;
  root_->wait_ = nullptr;
  return false;
}

void TaskJoin::taskEnded(TaskState& task) {
  TaskJoin& self = *static_cast<TaskJoin*>(task.owner_);
  self.limit_.cancel();  // There is one only where there is one Task.
  if (task.error_ && !self.error_) {
    self.error_ = task.error_;
    self.cancelAll();
  }
  self.countDown();
}

void TaskJoin::limitEnded() {
  if (limit_.outcome() == Outcome::Done) {
    isExpired_ = true;
    cancelAll();
  }
  countDown();
}

void TaskJoin::cancelAll() {
  for (TaskState* task = first_; task != nullptr; task = task->next_) task->cancel();
}

// May be the end of this object and of the Tasks: nothing is touched afterwards.
void TaskJoin::countDown() {
  if (--left_ != 0) return;
  root_->wait_ = nullptr;
  TaskState::goOn(frame_, *root_);
}

void TaskJoin::throwFirstError() const {
  if (error_) std::rethrow_exception(error_);
}

TaskScope::~TaskScope() {
  isEnding_ = true;
  cancel();
  TaskRun loop(demuxer_);
  bool wasStopped = false;
  while (!isEmpty() && loop.deliver(wasStopped)) wasStopped = !isEmpty();
  while (!isEmpty()) std::exchange(first_, first_->next_)->detach();
  if (wasStopped) demuxer_.stop();
}

void TaskScope::start(Task<void> task) try {
  TaskState& state = task.state();
  task.frame_ = nullptr;
  state.owner_ = this;
  state.ended_ = taskEnded;
  state.isCancelled_ = isCancelled_;
  state.next_ = first_;
  if (first_ != nullptr) first_->previous_ = &state;
  first_ = &state;
  TaskState::goOn(state.frame_, state);
} catch (...) {
  rethrowAsString();
}

void TaskScope::cancel() {
  isCancelled_ = true;
  for (TaskState* task = first_; task != nullptr; task = task->next_) task->cancel();
}

void TaskScope::taskEnded(TaskState& task) {
  TaskScope& self = *static_cast<TaskScope*>(task.owner_);
  (task.previous_ == nullptr ? self.first_ : task.previous_->next_) = task.next_;
  if (task.next_ != nullptr) task.next_->previous_ = task.previous_;
  if (task.error_ && !self.error_) self.error_ = task.error_;
  task.frame_.destroy();
  if (self.first_ != nullptr) return;
  if (self.isEnding_) self.demuxer_.stop();
  if (self.joiner_ == nullptr) return;
  self.joinerRoot_->wait_ = nullptr;
  TaskState::goOn(std::exchange(self.joiner_, nullptr), *self.joinerRoot_);
}

// What it was for does not wait any longer: it is on its own, and cancelled.
void TaskState::detach() {
  ended_ = [](TaskState& task) { task.frame_.destroy(); };
  cancel();
}

// Whether it has ended, else it is on its own.
bool TaskRun::untilEnd(TaskState& task) {
  task.owner_ = this;
  task.ended_ = [](TaskState& ended) {
    TaskRun& self = *static_cast<TaskRun*>(ended.owner_);
    self.hasEnded_ = true;
    if (self.isInLoop_) self.demuxer_.stop();
  };
  TaskState::goOn(task.frame_, task);
  isInLoop_ = true;
  while (!hasEnded_) {
    const bool goesOn = deliver(task.isCancelled_);
    if (hasEnded_) break;
    if (!goesOn) {
      task.detach();
      return false;
    }
    task.cancel();
  }
  return true;
}

// Whether there is hope for those who wait, and were cancelled: not if there is nothing to be
// delivered, or the Demuxer cannot even wait, time and again. What is thrown is kept, the first of
// it.
bool TaskRun::deliver(bool wasCancelled) {
  constexpr int kPatience = 8;
  try {
    const bool delivered = demuxer_.runUntil(kForever);
    failures_ = 0;
    if (delivered || !wasCancelled) return true;
    failures_ = kPatience;
    fail("", "cannot run a task to its end", "it waits for nothing that the Demuxer delivers");
  } catch (...) {
    if (!thrown_) thrown_ = std::current_exception();
    return ++failures_ < kPatience;
  }
}

void TaskRun::throwOn() const {
  if (thrown_) std::rethrow_exception(thrown_);
}

}  // namespace sys
