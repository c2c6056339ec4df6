#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/Checks.hpp"

namespace tidy {

struct PlantedFile {
  std::string path;
  std::string text;
};

/// A tree that is nowhere on disk.
inline Tree plant(std::initializer_list<PlantedFile> files) {
  std::vector<Source> sources;
  for (const PlantedFile& file : files) sources.emplace_back(file.path, file.text);
  return Tree(std::move(sources));
}

/// What a check finds in it, a line each: `path:line: message`.
inline std::string found(Check check, std::initializer_list<PlantedFile> files) {
  Report report;
  check(plant(files), report);
  std::string all;
  for (const Violation& violation : report.take()) {
    all += violation.path + ":" + std::to_string(violation.line) + ": " + violation.message + "\n";
  }
  return all;
}

/// The places alone: `path:line`, separated by spaces.
inline std::string places(Check check, std::initializer_list<PlantedFile> files) {
  Report report;
  check(plant(files), report);
  std::string all;
  for (const Violation& violation : report.take()) {
    all += (all.empty() ? "" : " ") + violation.path + ":" + std::to_string(violation.line);
  }
  return all;
}

}  // namespace tidy
