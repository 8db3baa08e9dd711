// A model that is asked once: its answer is the result file itself. For planners and judges, which decide and
// touch nothing.
#pragma once

#include "agent/round.h"

namespace reeve {

// Writes what the model answered to out/result.json, be it as the schema wants or not: whether it is good,
// and what to say if it is not, is decided there where all result files are read. Throws as run_api_round(),
// and Error(invalid) for a request without a schema.
RoundReport run_structured_call(const Round& round);

// templates/prompts/structured_call.md: what the model is told beside its prompt. Variable: schema.
std::string_view structured_call_prompt_template();

}  // namespace reeve
