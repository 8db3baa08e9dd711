// Ctrl-C in two steps: the first one asks for an orderly end, a second one for a quick end, a third one
// ends the program on the spot (whatever it runs dies with it, see base/process.h). SIGTERM and SIGHUP
// count as Ctrl-C.
#pragma once

#include <stop_token>

namespace reeve::cli {

// Once, before other threads are started. A signal that was ignored when the program started (nohup, a
// background job of a script) stays ignored.
void watch_for_interrupts();

// Stop is requested by the first signal: take nothing new, hand over what runs, end.
std::stop_token interrupt_token();

// Stop is requested by a second signal that is meant as one: end now, keep only what costs no time.
std::stop_token quick_end_token();

}  // namespace reeve::cli
