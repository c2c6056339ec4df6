// lib/sys/Environment.cpp -- Variables are values: the process's own are read and never changed.
#include "sys/Environment.hpp"

#include <algorithm>

#include "EnvironmentOs.hpp"
#include "EnvironmentText.hpp"
#include "Error.hpp"

namespace sys {

using variables::compareNames;
using variables::nameOf;

static void checkVariableName(std::string_view name) {
  refuseNul(name, "a variable's name");
  if (name.empty()) fail("", "a variable cannot be used", "its name is empty");
  if (name.find('=') != std::string_view::npos) {
    fail(name, "a variable cannot be used", "its name contains '='");
  }
}

// Where `name` is among the sorted entries, or would be.
template <typename Entries>
static auto placeOf(Entries& entries, std::string_view name) {
  return std::lower_bound(
      entries.begin(), entries.end(), name, [](const std::string& entry, std::string_view wanted) {
        return compareNames(nameOf(entry, kHostPathStyle), wanted, kHostPathStyle) < 0;
      });
}

static bool isNamed(const std::string& entry, std::string_view name) {
  return compareNames(nameOf(entry, kHostPathStyle), name, kHostPathStyle) == 0;
}

Environment Environment::current() try {
  Environment environment;
  environment.entries_ = variables::sorted(Os::entries(), kHostPathStyle);
  return environment;
} catch (...) {
  rethrowAsString();
}

std::optional<std::string> Environment::get(std::string_view name) try {
  checkVariableName(name);
  return Os::find(name);
} catch (...) {
  rethrowAsString();
}

std::optional<std::string> Environment::find(std::string_view name) const try {
  checkVariableName(name);
  const auto place = placeOf(entries_, name);
  if (place == entries_.end() || !isNamed(*place, name)) return std::nullopt;
  return place->substr(name.size() + 1);
} catch (...) {
  rethrowAsString();
}

Environment& Environment::set(std::string_view name, std::string_view value) try {
  checkVariableName(name);
  refuseNul(value, "a variable's value");
  std::string entry = std::string(name).append("=").append(value);
  const auto place = placeOf(entries_, name);
  if (place != entries_.end() && isNamed(*place, name)) {
    *place = std::move(entry);
  } else {
    entries_.insert(place, std::move(entry));
  }
  return *this;
} catch (...) {
  rethrowAsString();
}

Environment& Environment::unset(std::string_view name) try {
  checkVariableName(name);
  const auto place = placeOf(entries_, name);
  if (place != entries_.end() && isNamed(*place, name)) entries_.erase(place);
  return *this;
} catch (...) {
  rethrowAsString();
}

std::optional<Path> Environment::findProgram(std::string_view program) const try {
  refuseNul(program, "a program's name");
  for (const Path& file : variables::programFiles(program, find("PATH").value_or(""),
                                                  find("PATHEXT").value_or(""), kHostPathStyle)) {
    const Path absolute = file.isAbsolute() ? file : Os::absolute(file);
    if (Os::isProgram(absolute)) return absolute;
  }
  return std::nullopt;
} catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/Environment.cpp"
