// unittests/OwnProcessors.cpp -- The processors on which a child finds itself.
#include "platform/OwnProcessors.cpp"
