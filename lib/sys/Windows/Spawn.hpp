#pragma once

#include <memory>
#include <string>

#include "Handle.hpp"
#include "ProcessOs.hpp"
#include "Windows/Windows.hpp"

// What CreateProcess wants to have ready.
namespace sys::win {

/// What the system calls the streams 0, 1 and 2.
inline constexpr DWORD kStreamNumbers[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

/// This process's own standard stream; null if it has none, or one that is closed.
HANDLE standardHandle(DWORD number) noexcept;

/// What reads as empty and swallows what is written; `security` says whether it is inherited.
OwnedHandle openNull(SECURITY_ATTRIBUTES* security);

/// The child's streams as duplicates that can be inherited. They exist for the call alone: a handle
/// that can be inherited reaches every child that other code starts meanwhile without naming what
/// it is to get.
class ChildHandles {
public:
  /// Tells the child by its variables what it is passed.
  explicit ChildHandles(Launch& launch);

  HANDLE stream(int number) const { return streams_[number]; }
  /// Each once, as the list of what is inherited wants it.
  const HANDLE* begin() const { return list_; }
  std::size_t count() const { return count_; }

private:
  static constexpr std::size_t kMost = 3 + kMostPassed;

  // Null: nothing at all.
  HANDLE shared(HANDLE source);
  HANDLE inheritable(HANDLE source);

  OwnedHandle owned_[kMost];
  HANDLE sources_[kMost] = {};
  HANDLE list_[kMost] = {};
  std::size_t count_ = 0;
  HANDLE streams_[3] = {};
};

/// Whether the system sees to limits by the job in which the child is.
bool hasLimits(const Launch& launch) noexcept;

/// A job for the child and all that it will start, with its limits.
OwnedHandle makeJob(const Launch& launch);

/// The extended form of what a child is started with. Refers to the handles it was made of.
class StartAttributes {
public:
  StartAttributes(const Launch& launch, const ChildHandles& streams, const OwnedHandle& job);
  StartAttributes(const StartAttributes&) = delete;
  StartAttributes& operator=(const StartAttributes&) = delete;
  ~StartAttributes();

  STARTUPINFOW* startupInfo() { return &info_.StartupInfo; }

private:
  void set(const Launch& launch, DWORD_PTR attribute, const void* value, std::size_t size);

  std::unique_ptr<unsigned char[]> memory_;
  STARTUPINFOEXW info_{};
  HANDLE job_;
};

/// Where the child is to start, empty if not given. Throws if its path is too long for Windows and
/// has no short form.
std::wstring childDirectory(const Launch& launch);

DWORD creationFlags(const Launch& launch);

}  // namespace sys::win
