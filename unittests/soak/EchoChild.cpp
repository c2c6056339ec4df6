// unittests/soak/EchoChild.cpp -- A child that writes its arguments, each with the NUL after it,
// and to its other stream how many bytes that was.
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"

int main(int argc, char** argv) {
  std::string all;
  for (const std::string& argument : sys::Process::arguments(argc, argv)) {
    all.append(argument).push_back('\0');
  }
  return sys::Terminal::output().write(all) &&
                 sys::Terminal::error().write(std::to_string(all.size()))
             ? 0
             : 1;
}
