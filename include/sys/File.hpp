#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sys/Native.hpp"
#include "sys/Path.hpp"

namespace sys {

/// What a finished write survives: `Fast`, the end of this process; `Durable`, the loss of power
/// too.
enum class Durability : unsigned char { Fast, Durable };

/// A file open for appending, and the things done to whole files. The handle is inherited by no
/// child, unless it is made a stream of it.
///
/// May be moved between threads, not used from two at once; several processes may append to one
/// file.
class File {
public:
  /// The whole content, whatever the size says: a file that grows, shrinks or (as in /proc) claims
  /// to be empty is read to its end. Nothing if there is no such file. Throws for a directory and
  /// for what cannot be read.
  static std::optional<std::string> read(const Path& path);

  /// Makes `content` the content of `path`, created if missing, in one step: at every moment, and
  /// after every error, the name leads to the whole old or the whole new content. The mode of a
  /// file that exists is kept, a new one gets the default. If `path` is a symbolic link, the file
  /// it leads to is replaced and the link stays. Written to a temporary file beside the target,
  /// whose name starts with the target's and contains `.tmp-`; a kill may leave that behind. Throws
  /// if `path` is a directory or special file.
  static void replace(const Path& path, std::string_view content,
                      Durability durability = Durability::Fast);

  /// Removes a file or symbolic link (never what it leads to), read-only ones too; false if there
  /// was none. Throws for a directory.
  static bool remove(const Path& path);

  /// Opens `path` to write at its end, creating it if missing. Throws if that cannot be done.
  static File openToAppend(const Path& path);

  /// What whoever started this process passed to it under `variable`, to be written to; see
  /// `Streams::passOutput`. Inherited by nobody from here on. Nothing if there is no such variable.
  /// Throws if it names nothing that is open. It belongs to the File: a second one for the same
  /// variable would close it twice.
  static std::optional<File> passed(std::string_view variable);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  /// Closes without a word; `close` tells of a lost write.
  ~File();

  /// Writes all of `bytes` at the end of the file; where several processes append, the bytes of one
  /// call stay together as long as the system takes them in one piece. Throws if not all could be
  /// written; how much was is then unknown.
  void append(std::string_view bytes);

  /// Returns when what was written would survive the loss of power. After an error the content is
  /// unknown: it is never tried again.
  void sync();

  /// Closes the file and throws if the system reports a write as lost. Nothing else may be called
  /// afterwards.
  void close();

private:
  friend class Process;
  struct Os;  // What lib/sys/platform/File.cpp provides.

  File(native::Handle handle, const Path& path);

  native::Handle handle_;
  bool lost_ = false;  // Whether a sync has failed.
  Path path_;          // For the words of an error.
};

}  // namespace sys
