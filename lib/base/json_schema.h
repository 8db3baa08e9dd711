// JSON Schema, draft 04, through RapidJSON's validator, with messages that an agent or a person can act on.
// The validator passes over what it does not know without a word (`const`, `format`, `$ref` to other files):
// write `const` as an `enum` of one. Schemas without `$ref` only, as a place in one would be ambiguous.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace reeve {

// What in `value` breaks the schema, as lines such as "at /handoff/concerns/0: must be a string"; empty if
// nothing does. A rule that several places break is reported for the first of them; every other broken rule
// is reported too. Where the schema has an "errorMessage" for the rule ({"pattern": "must be …"}, as
// ajv-errors has), that is the message. Throws Error(invalid) for a schema that is no JSON object.
std::vector<std::string> schema_violations(const JsonValue& value, std::string_view schema);

}  // namespace reeve
