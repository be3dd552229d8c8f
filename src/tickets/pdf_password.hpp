// Purpose: PDF files that open with a password only. Place: tickets; stands on libqpdf.
#pragma once
#include <string>
#include <string_view>

namespace usher::tickets {

// The same pages, encrypted with AES-256 (PDF 2.0, revision 6). `password`: 1–127 bytes of UTF-8.
// Blocks: run it on the worker pool.
std::string encrypt_pdf(std::string_view pdf, const std::string& password);

}  // namespace usher::tickets
