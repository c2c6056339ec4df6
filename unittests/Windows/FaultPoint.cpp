// unittests/Windows/FaultPoint.cpp -- Nothing forks: the state is where it is.
namespace sys::faults {

void shareState() {}

}  // namespace sys::faults
