// OpenMetrics text, a family at a time: https://prometheus.io/docs/specs/om/open_metrics_spec/
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reeve {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;  // name and value

struct MetricFamily {
  enum class Type { counter, gauge, histogram, info };
  std::string name;  // without "_total" and such; ends in "_" + unit where there is one
  Type type = Type::gauge;
  std::string unit;  // empty: a plain number
  std::string help;
};

class MetricText {
 public:
  // What follows belongs to this family. One without a sample leaves no trace.
  void begin(const MetricFamily& family);
  // The name's ending follows from the type.
  void sample(const MetricLabels& labels, double value);
  // The values in buckets, each up to and with its bound; `bounds` ascend.
  void histogram(const MetricLabels& labels, const std::vector<double>& values,
                 const std::vector<double>& bounds);
  // All of it, with the end mark.
  std::string text() const { return text_ + "# EOF\n"; }

 private:
  void line(std::string_view ending, const MetricLabels& labels, double value);

  MetricFamily family_;
  bool is_announced_ = false;
  std::string text_;
};

}  // namespace reeve
