// lib/sys/Darwin/EnvironmentPointer.cpp -- A shared library cannot see `environ` on Darwin; this
// call finds it everywhere.
#pragma once

#include <crt_externs.h>

static char** environmentPointer() { return *::_NSGetEnviron(); }
