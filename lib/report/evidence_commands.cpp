#include "report/evidence_commands.h"

#include "base/text.h"

namespace reeve {

namespace {

// All lines of all logs: those of landed and cancelled tasks in the ledger, those of live ones on refs of
// their own. A task may be in several places; the programs below take it once. The options are against what a
// person's configuration could add to the lines; -a, as attributes can call any file binary.
constexpr std::string_view all_logs =
    R"sh(git for-each-ref --format='%(refname)' refs/notes/reeve/ledger refs/notes/reeve/task/ |
xargs -r git grep -ah --no-color --no-line-number --no-column '^{"' |
)sh";

// Quotation marks separate the fields: of a spec, $10 is the task's id and $14 its goal; of an event, $4 is
// its name, $8 its time and $12 its author (FORMAT.md fixes that order).
constexpr std::string_view program_start = R"sh(LC_ALL=C awk -F'"' -v goal=GOAL -v now=NOW ')sh";

// Times as milliseconds, by the day's number in the Julian calendar; right from 1901 to 2099.
constexpr std::string_view sum_up = R"sh(function ms(t, y, m, d) {
  y = substr(t, 1, 4); m = substr(t, 6, 2); d = substr(t, 9, 2)
  d += 367 * y - int(7 * (y + int((m + 9) / 12)) / 4) + int(275 * m / 9)
  return (((d * 24 + substr(t, 12, 2)) * 60 + substr(t, 15, 2)) * 60 + substr(t, 18, 2)) * 1000 + substr(t, 21, 3)
}
{ t = ms($1); if (n > 0) { busy += t - last; sum += n * (t - last) }
  n += $2; last = t; if (n > peak) peak = n }
END { printf "peak %d, mean %.2f in %.1f minutes\n", peak, busy ? sum / busy : 0, busy / 60000 }')sh";

std::string filled_in(const std::string& command, const std::string& goal, TimePoint as_of) {
  return replace_all(replace_all(command, "-v goal=GOAL", "-v goal=" + goal), "-v now=NOW",
                     "-v now=" + format_time(as_of));
}

std::string over_logs(std::string_view program, const std::string& goal, TimePoint as_of) {
  return filled_in(std::string(all_logs) + std::string(program_start) + std::string(program), goal, as_of);
}

}  // namespace

std::string commits_by_week_command(const std::string& goal, const git::Oid& base, const git::Oid& tip) {
  const auto trailer = [](const std::string& name) {
    return "%x09%(trailers:key=" + name + ",valueonly,separator=%x2C)";
  };
  return "TZ=UTC git log --first-parent --no-show-signature --date=format-local:%G-W%V \\\n  --format='%cd" +
         trailer("Reeve-Goal") + trailer("Reeve-Task") + trailer("Reeve-Agent") + "' \\\n  " + base.hex() +
         ".." + tip.hex() + " |\nLC_ALL=C awk -F'\\t' '$2 == \"" + goal +
         R"sh(" && $3 != "" && $4 != "me" { n[$1]++ }
END { for (week in n) print week, n[week] }' | LC_ALL=C sort)sh";
}

std::string concurrency_command(const std::string& goal, TimePoint as_of) {
  return over_logs(R"sh(
function end_run(at) {
  if (at > lease) at = lease
  if (runs && from < at && !seen[id, from]++) { print from, 1; print at, -1 }
  runs = 0
}
$2 == "reeve" { end_run(now); on = $14 == goal; id = $10; next }
!on || $8 > now { next }
$4 == "claimed" { runs = !/"agent":"me"/; from = lease = $8 }
runs && match($0, /"lease_until":"[^"]*/) { lease = substr($0, RSTART + 15, RLENGTH - 15) }
$4 ~ /^(submitted|failed|asked|held|cancelled)$/ { end_run($8) }
END { end_run(now) }' |
LC_ALL=C sort | LC_ALL=C awk ')sh" +
                       std::string(sum_up),
                   goal, as_of);
}

std::string planned_command(const std::string& goal, TimePoint as_of) {
  return over_logs(R"sh(
$2 == "reeve" { on = $14 == goal && /"kind":"work"/; id = $10; by_plan = /"parent":"/; next }
on && $4 == "planned" && $8 <= now && !seen[id]++ { tasks++; planned += by_plan }
END { printf "%d of %d tasks\n", planned, tasks }')sh",
                   goal, as_of);
}

std::string recovered_command(const std::string& goal, TimePoint as_of) {
  return over_logs(R"sh(
function settle() {
  if (on && lines >= best[id]) { best[id] = lines; fails[id] = failed; good[id] = through && !helped }
}
function by_person() { return match($0, /"by":"([^"\\]|\\.)*/) && substr($0, RSTART, RLENGTH) ~ /</ }
$2 == "reeve" { settle(); on = $14 == goal; id = $10; lines = failed = through = helped = 0; next }
!on || $8 > now { next }
{ lines++ }
$4 ~ /^(failed|rejected|reverted)$/ && /"outcome":"/ && !/"outcome":"(done|needs_input)"/ { failed++ }
$4 == "claimed" && /"agent":"me"/ { helped = 1 }
$4 ~ /^(answered|released|retried|cancelled)$/ && by_person() { helped = 1 }
$4 == "landed" { through = 1 }
$4 == "reverted" { through = 0 }
$4 == "cancelled" && (/"verdict":"dropped"/ || /"replaced_by":\[/) { through = 1 }
END {
  settle()
  for (id in fails) if (fails[id]) { tasks++; attempts += fails[id]; recovered += good[id] }
  printf "%d of %d tasks, %d failed attempts\n", recovered, tasks, attempts
}')sh",
                   goal, as_of);
}

std::string cost_command(const std::string& goal, TimePoint as_of) {
  return over_logs(R"sh(
function settle() {
  if (on && lines >= best[id]) { best[id] = lines; costs[id] = cost; done[id] = work && landed }
}
$2 == "reeve" { settle(); on = $14 == goal; id = $10; work = /"kind":"work"/; lines = cost = landed = 0; next }
!on || $8 > now { next }
{ lines++ }
match($0, /"usage":[{][^}]*/) {
  usage = substr($0, RSTART, RLENGTH)
  if (match(usage, /"cost":[-+.0-9eE]+/)) cost += substr(usage, RSTART + 7, RLENGTH - 7)
}
$4 == "landed" { landed = 1 }
$4 == "reverted" { landed = 0 }
END {
  settle()
  for (id in costs) { sum += costs[id]; tasks += done[id] }
  printf "%.4f for %d landed tasks", sum, tasks
  if (tasks) printf ": %.4f each", sum / tasks
  printf "\n"
}')sh",
                   goal, as_of);
}

}  // namespace reeve
