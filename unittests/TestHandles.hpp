#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Opens `path` as a careless program would: so that a child could inherit it. What a child would
/// call it; never closed.
std::string openInheritableHandle(const std::string& path);

/// Lets this process have `wanted` handles, or as many as it may: how many those are.
std::size_t raiseHandleLimit(std::size_t wanted);

/// While it lives, this process may open fewer than before, at most `count`, where its system has a
/// limit of handles; it may raise that limit again.
class FewHandles {
public:
  explicit FewHandles(std::uint64_t count);
  FewHandles(const FewHandles&) = delete;
  FewHandles& operator=(const FewHandles&) = delete;
  ~FewHandles();

private:
  std::uint64_t limit_ = 0;  // Before.
};

/// While it lives, this process can open nothing more, where its system has a limit of handles.
class NoHandlesLeft {
public:
  NoHandlesLeft();
  NoHandlesLeft(const NoHandlesLeft&) = delete;
  NoHandlesLeft& operator=(const NoHandlesLeft&) = delete;
  ~NoHandlesLeft();

  bool areNone() const { return !taken_.empty(); }

private:
  std::vector<int> taken_;
  std::uint64_t limit_ = 0;  // Before.
};

/// Descriptors or handles open in this process.
std::vector<std::int64_t> openHandles();

/// Whether the handle of that spelling is open in this process and leads to `path`.
bool handleLeadsTo(const std::string& spelling, const std::string& path);

/// The signals that this process ignores or blocks, by number; empty where there are none.
std::string unusualSignals();

/// Makes this process ignore and block signals, where there are any, until the end of the object.
class UnusualSignals {
public:
  UnusualSignals();
  ~UnusualSignals();
};

/// Reads this process's standard input: at most `size` bytes into `into`, how many, and 0 at its
/// end.
std::size_t readStandardInput(char* into, std::size_t size);

/// All that can be read from the handle of that spelling, to its end.
std::string readHandle(const std::string& spelling);

/// Makes calls on this process's standard stream of that number never wait, where there is such a
/// thing.
void makeNeverWait(int stream);

/// Whether they wait.
bool doesWait(int stream);

/// Asks the process to end as its user would by a key or another program would.
void interruptProcess(std::uint64_t id);

/// Ends that this process was started to ignore such requests, as the leader of a group is on
/// Windows.
void heedInterrupts();

/// Makes this process leave its session, or its console where there is none.
void leaveSession();

/// Whether this process is in the session of that one, on Windows at its console.
bool isInSessionOf(std::uint64_t id);

/// How much this process gives way to others, as Unix counts it: 0 to 19. Windows' classes are 0
/// (normal), 10 (below normal) and 19 (idle).
int ownNiceness();

/// Whether this process wants a core to be written when it is ended by a signal, if it may.
void wantCore(bool isWanted);

/// Whether a core becomes a file in the current directory.
bool coresAreLeftHere();

/// The memory that counts for a limit of this process's; 0 where none is kept to.
std::uint64_t ownLimitedMemory();

/// The name of this process, as `Process::id` has it for its parent.
std::uint64_t ownProcessId();

/// Whether there is a process of that name.
bool processExists(std::uint64_t id);

/// How many children this process has; those that have ended are reaped.
unsigned leftChildren();
