// The queue as it will be once what is in flight for the line has landed: for `strict`, where candidates
// clash, that is, break together though each of them passes.
//
// Groups that know nothing of each other meet only in the chain, and a pair that clashes there costs all that
// stands on it a build time: with 0.1 % of the pairs that share a path, 755 of a thousand an hour land. So
// while clashes are seen, a group stands on those in flight that share something with its members, and only
// who has passed with all that it shares something with joins the chain: that is `lanes` on a line on which
// the chain has landed already. It takes three times as many builds.
#pragma once

#include <string>
#include <vector>

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

class Ahead {
 public:
  // `trees`, whose state must outlive this, with all of `chain`, which stands on the line's newest, landed.
  // Copies the state.
  Ahead(Trees& trees, TreeId chain);

  // Who may land there by the rule of trees tested apart, and is no suspect, in turn; as the candidates of
  // `trees`.
  std::vector<ChangeId> ready(int runs) const;
  // These have landed there as well.
  void land(const std::vector<ChangeId>& changes);
  // Adds the builds by which others get ready, told from the real line.
  void test(const Settings& settings, TimePoint now, Step& step);

 private:
  void leave_out_conflicts();
  void tell_from_line(Tree& tree) const;

  Trees& trees_;
  TreeId newest_;  // in `trees_`: the newest place of the line that lies ahead
  State state_;
};

}  // namespace reeve::queue
