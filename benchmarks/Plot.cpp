// benchmarks/Plot.cpp -- Pictures that need nothing but a browser.
#include "Plot.hpp"

#include <algorithm>
#include <cmath>

namespace bench {

namespace {

constexpr double kLeft = 150;
constexpr double kWidth = 560;
constexpr double kRow = 44;
constexpr double kTop = 46;

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '<') {
      result += "&lt;";
    } else if (c == '&') {
      result += "&amp;";
    } else {
      result += c;
    }
  }
  return result;
}

std::string label(double x, double y, const char* anchor, int size, const std::string& words) {
  return "<text x='" + fixed(x) + "' y='" + fixed(y) + "' text-anchor='" + anchor +
         "' font-size='" + std::to_string(size) + "'>" + escaped(words) + "</text>\n";
}

// A round step that gives about five marks.
double stepFor(double highest) {
  const double rough = highest / 5;
  const double magnitude = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * magnitude) return factor * magnitude;
  }
  return 10 * magnitude;
}

std::string row(const Series& series, double y, double scale, const std::string& unit) {
  const Quartiles q = quartilesOf(series.values);
  const auto x = [&](double value) { return kLeft + value * scale; };
  std::string text = label(kLeft - 10, y + 5, "end", 13, series.label);
  text += "<rect x='" + fixed(x(q.lower)) + "' y='" + fixed(y - 11) + "' width='" +
          fixed(std::max(1.0, x(q.upper) - x(q.lower))) +
          "' height='22' fill='#9ecae1' stroke='#3182bd'/>\n";
  text += "<line x1='" + fixed(x(q.median)) + "' x2='" + fixed(x(q.median)) + "' y1='" +
          fixed(y - 13) + "' y2='" + fixed(y + 13) + "' stroke='#08519c' stroke-width='3'/>\n";
  for (const double value : series.values) {
    text += "<circle cx='" + fixed(x(value)) + "' cy='" + fixed(y) +
            "' r='2.5' fill='#252525' fill-opacity='0.5'/>\n";
  }
  return text + label(kLeft + kWidth + 12, y + 5, "start", 12, fixed(q.median) + " " + unit);
}

}  // namespace

std::string plot(const std::string& title, const std::string& unit,
                 std::span<const Series> series) {
  double highest = 0;
  for (const Series& one : series) {
    for (const double value : one.values) highest = std::max(highest, value);
  }
  if (highest <= 0) highest = 1;
  const double scale = kWidth / (highest * 1.05);
  const double bottom = kTop + kRow * static_cast<double>(series.size());
  std::string text =
      "<svg xmlns='http://www.w3.org/2000/svg' width='820' height='" + fixed(bottom + 40) +
      "' font-family='sans-serif'>\n<rect width='100%' height='100%' fill='white'/>\n";
  text += label(16, 24, "start", 16, title);
  for (double mark = 0; mark <= highest * 1.05; mark += stepFor(highest)) {
    const std::string x = fixed(kLeft + mark * scale);
    text += "<line x1='" + x + "' x2='" + x + "' y1='" + fixed(kTop - 8) + "' y2='" +
            fixed(bottom) + "' stroke='#dddddd'/>\n";
    text += label(kLeft + mark * scale, bottom + 16, "middle", 11, fixed(mark));
  }
  text += label(kLeft + kWidth, bottom + 34, "end", 11, unit);
  double y = kTop + kRow / 2;
  for (const Series& one : series) {
    text += row(one, y, scale, unit);
    y += kRow;
  }
  return text + "</svg>\n";
}

}  // namespace bench
