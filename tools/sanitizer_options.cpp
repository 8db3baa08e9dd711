// What the address sanitizer takes for the program itself, in builds that have it: tests start it tens of
// thousands of times, and to look for leaks at the end of each costs as much as all else that a short command
// does (20 of 47 ms). The tests of the library, which run in their own programs, look for them. For the
// little that is kept of what was freed see tests/support/sanitizer_options.cpp.

extern "C" const char*
__asan_default_options();  // NOLINT(bugprone-reserved-identifier): the sanitizer's name

extern "C" const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "detect_leaks=0:quarantine_size_mb=8";
}
