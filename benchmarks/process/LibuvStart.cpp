// benchmarks/process/LibuvStart.cpp -- libuv: the child's end comes through the loop, one of each
// thread's own.
#include <uv.h>

#include <cerrno>

#include "Starts.hpp"

namespace {

void ended(uv_process_t* process, int64_t status, int signal) {
  if (status != 0 || signal != 0) bench::die("a child failed");
  uv_close(reinterpret_cast<uv_handle_t*>(process), nullptr);
}

void startAll(bench::Starts& starts) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  char* arguments[] = {const_cast<char*>(starts.child()), nullptr};
  uv_stdio_container_t streams[3];  // Inherited, as by the others.
  for (int i = 0; i < 3; ++i) {
    streams[i].flags = UV_INHERIT_FD;
    streams[i].data.fd = i;
  }
  uv_process_options_t options{};
  options.exit_cb = &ended;
  options.file = arguments[0];
  options.args = arguments;
  options.stdio_count = 3;
  options.stdio = streams;
  starts.each([&] {
    uv_process_t process;
    errno = -uv_spawn(&loop, &process, &options);
    if (errno != 0) bench::die("uv_spawn");
    uv_run(&loop, UV_RUN_DEFAULT);
  });
  uv_loop_close(&loop);
}

}  // namespace

int main(int argc, char** argv) {
  return bench::measureStarts(argc, argv, std::string("libuv ") + uv_version_string(), &startAll);
}
