// tools/sysmake/Main.cpp -- The program: what goes wrong is said once, and its code is 1.
#include <string>

#include "sys/Path.hpp"
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"
#include "sysmake/Session.hpp"

int main(int argc, char** argv) {
  // It may go by the name of Ninja, which then is what its messages say.
  std::string program = "sysmake";
  try {
    sys::Process::prepare();
    if (argc > 0 && sys::Path(argv[0]).stem() == "ninja") program = "ninja";
    return sysmake::runSysmake(sys::Process::arguments(argc, argv), program);
  } catch (const std::string& error) {
    try {
      sys::Terminal::error().write(program + ": error: " + error + "\n");
    } catch (const std::string&) {
      // Nobody can be told.
    }
    return 1;
  }
}
