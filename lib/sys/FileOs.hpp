#pragma once

#include <string>

#include "Error.hpp"
#include "sys/File.hpp"

namespace sys {

/// What a platform must provide for File.cpp. What goes wrong is said of the path that the caller
/// named.
struct File::Os {
  /// One replacement of a file's content.
  struct Replacement {
    const Path& path;        // What the caller named.
    Path target;             // What that leads to once symbolic links are followed.
    Path temporary;          // Beside the target.
    bool isDurable = false;  // Whether it must survive the loss of power.
    std::wstring spelled;    // The temporary name as the platform wants it, if it has a use for it.
  };

  /// Opens what `path` leads to for reading; `kNoHandle` if there is no such file. Throws for a
  /// directory.
  static native::Handle openToRead(const Path& path);

  /// The size the system claims, a hint at what there is to read.
  static std::uint64_t claimedSize(native::Handle file);

  /// Reads at least one byte of `capacity` (at most 1 GiB) unless the end is reached.
  static std::size_t readSome(native::Handle file, char* into, std::size_t capacity,
                              const Path& path);

  static native::Handle openToAppend(const Path& path);

  /// What this process was started with under this number, from now on inherited by nobody;
  /// `kNoHandle` if there is none.
  static native::Handle takePassed(std::uint64_t number) noexcept;

  /// Writes at least one byte of `bytes` (not empty, at most 1 GiB).
  static std::size_t writeSome(native::Handle file, std::string_view bytes, const Path& path);

  static void sync(native::Handle file, const Path& path);

  /// Releases the handle in every case; throws if what was written may be lost.
  static void close(native::Handle file, const Path& path);

  /// What `path` leads to once all symbolic links in its last component are followed, whether
  /// that exists or not.
  static Path follow(const Path& path);

  /// Creates the temporary file with the mode that the target has, or the default where it does not
  /// exist; `kNoHandle` if the temporary name is taken. Throws if the target is no regular file.
  static native::Handle createTemporary(Replacement& replacement);

  /// Closes the temporary file, whose content is complete, and gives it the target's name. Takes
  /// the handle over in every case. After an error the target is what it was or the new file.
  static void putInPlace(native::Handle temporary, const Replacement& replacement);

  /// Removes the temporary file if it is there. Must not need memory, which may be what has run
  /// out.
  static void discard(const Replacement& replacement) noexcept;

  static bool remove(const Path& path);
};

}  // namespace sys
