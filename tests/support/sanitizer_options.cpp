// What the address sanitizer takes for programs of tests. What was freed is kept for a while, so that a late
// use of it is seen: 256 MB of that would be copied into each of the hundreds of processes that a test starts
// (a fifth of the time of those that push), and no test of these lives so long that 8 MB would not be enough.

extern "C" const char*
__asan_default_options();  // NOLINT(bugprone-reserved-identifier): the sanitizer's name

extern "C" const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "quarantine_size_mb=8";
}
