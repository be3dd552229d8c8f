#include "tickets/pdf_password.hpp"

#include <qpdf/qpdf-c.h>

#include <memory>
#include <stdexcept>

namespace usher::tickets {
namespace {

struct Cleanup {
  using pointer = qpdf_data;
  void operator()(qpdf_data document) const { qpdf_cleanup(&document); }
};
using Document = std::unique_ptr<qpdf_data, Cleanup>;

void check(QPDF_ERROR_CODE code) {
  if ((code & QPDF_ERRORS) != 0) throw std::runtime_error("qpdf could not encrypt a file");
}

}  // namespace

// Through qpdf's C interface: its C++ headers do not compile as C++23 with libstdc++ 12.
std::string encrypt_pdf(std::string_view pdf, const std::string& password) {
  const Document document(qpdf_init());
  qpdf_silence_errors(document.get());
  check(qpdf_read_memory(document.get(), "ticket.pdf", pdf.data(), pdf.size(), nullptr));
  check(qpdf_init_write_memory(document.get()));
  // Whoever can open it may also print, copy and read it aloud.
  qpdf_set_r6_encryption_parameters2(document.get(), password.c_str(), password.c_str(), QPDF_TRUE,
                                     QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE,
                                     qpdf_r3p_full, QPDF_TRUE);
  check(qpdf_write(document.get()));
  return {reinterpret_cast<const char*>(qpdf_get_buffer(document.get())),
          qpdf_get_buffer_length(document.get())};
}

}  // namespace usher::tickets
