// unittests/Windows/SystemSplit.cpp -- Asks CommandLineToArgvW.
#include "SystemSplit.hpp"

#include <stdexcept>

#include "Windows/Windows.hpp"
// After windows.h.
#include <shellapi.h>

std::vector<std::vector<std::string>> splitBySystem(const std::vector<std::string>& lines) {
  std::vector<std::vector<std::string>> all;
  for (const std::string& line : lines) {
    int count = 0;
    wchar_t** arguments = ::CommandLineToArgvW(sys::win::widen(line).c_str(), &count);
    if (arguments == nullptr) throw std::runtime_error("CommandLineToArgvW has failed");
    std::vector<std::string>& narrow = all.emplace_back();
    for (int i = 0; i < count; ++i) narrow.push_back(sys::win::narrow(arguments[i]));
    ::LocalFree(arguments);
  }
  return all;
}
