// lib/sys/Unix/EnvironmentPointer.cpp -- POSIX names the variable but has no header that declares
// it.
#pragma once

extern "C" char** environ;

static char** environmentPointer() { return environ; }
