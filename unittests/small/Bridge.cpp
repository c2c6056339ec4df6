// unittests/small/Bridge.cpp -- Runs a tool of the host's for who cannot wait for it: Wine starts
// such a program, but tells neither what it writes nor how it ends.
#include <chrono>
#include <exception>
#include <string>
#include <thread>

#include "RandomName.hpp"
#include "sys/Directory.hpp"
#include "sys/Environment.hpp"
#include "sys/File.hpp"
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"

// This program has the tool's name. What it is asked to do is left as a file in the directory
// SYS_TEST_BRIDGE, a word on each line; the answer is the exit code on a line and the output.
static int relay(int argc, char** argv) {
  const sys::Path directory = sys::Environment::get("SYS_TEST_BRIDGE").value_or("");
  std::string request = std::string(sys::Process::executable().stem()) + "\n" +
                        sys::Directory::current().text() + "\n";
  for (const std::string& word : sys::Process::arguments(argc, argv)) request += word + "\n";
  const std::string name = sys::randomName();
  sys::File::replace(directory.join(name + ".request"), request);

  const sys::Path path = directory.join(name + ".answer");
  std::optional<std::string> answer;
  while (!(answer = sys::File::read(path))) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const std::size_t end = answer->find('\n');
  sys::Terminal::output().write(answer->substr(end + 1));
  return std::stoi(answer->substr(0, end));
}

int main(int argc, char** argv) try { return relay(argc, argv); } catch (const std::string& error) {
  sys::Terminal::error().write(error + "\n");
  return 126;
}
