// unittests/Unix/Linux/kqueue/sys/event.h -- Of kqueue what Darwin and the BSDs share and the
// library uses; see Kqueue.cpp. The numbers are FreeBSD's.
#pragma once

#include <stdint.h>
#include <time.h>

struct kevent {
  uintptr_t ident;
  short filter;
  unsigned short flags;
  unsigned int fflags;
  intptr_t data;
  void* udata;
};

#define EVFILT_READ (-1)
#define EVFILT_WRITE (-2)
#define EVFILT_PROC (-5)

#define EV_ADD 0x0001
#define EV_DELETE 0x0002
#define EV_ONESHOT 0x0010
#define EV_CLEAR 0x0020
#define EV_ERROR 0x4000
#define EV_EOF 0x8000

#define NOTE_EXIT 0x80000000U

#define EV_SET(event, identValue, filterValue, flagsValue, fflagsValue, dataValue, udataValue) \
  (*(event) = {(identValue), (filterValue), (flagsValue), (fflagsValue), (dataValue), (udataValue)})

extern "C" {
int kqueue(void);
int kevent(int queue, const struct kevent* changes, int changeCount, struct kevent* events,
           int eventCount, const struct timespec* timeout);
}
