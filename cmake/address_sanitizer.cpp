// How programs behave under the address sanitizer (cmake/Settings.cmake). Tests start tens of thousands of
// them, so that what a start and a fork cost is most of the time that tests take.
#include <unistd.h>

extern "C" const char* __asan_default_options();

// What was freed is kept for a while, so that a late use of it is seen: 256 MB of that would be copied into
// each process that a test starts, and no program of these lives so long that 8 MB would not be enough.
//
// The tests of the library, which run in their own programs, look for leaks and for the use of what a
// function had on its stack. To do so in each git-reeve that they start would cost as much as all else that a
// short command does, and whole fleets of a rehearsal take a fifth longer with such stacks.
extern "C" const char* __asan_default_options() {
#if defined(REEVE_STARTED_BY_TESTS)
  return "quarantine_size_mb=8:detect_leaks=0:detect_stack_use_after_return=0";
#elif defined(REEVE_WHOLE_FLEETS)
  return "quarantine_size_mb=8:detect_stack_use_after_return=0";
#else
  return "quarantine_size_mb=8";
#endif
}

// After the sanitizer's own fork the child reads a table of 4 MB, page by page, to unlock what other threads
// had locked. Our children start a program, and need none of that (tests of the server's hooks: 99 s, or 85).
extern "C" pid_t fork() noexcept {
  return ::_Fork();
}
