// unittests/project/outside/Main.cpp -- A stranger's program: nothing but the installed headers and
// library.
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"

int main() {
  sys::Process::prepare();
  sys::Terminal::output().write(sys::Process::executable().text() + "\n");
}
