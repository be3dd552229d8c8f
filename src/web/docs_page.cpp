#include "web/docs_page.hpp"

#include <string_view>

#include "base/crypto.hpp"

namespace usher::web {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--paper:#fbf9f6;--card:#fff;--ink:#17131c;--mute:#625b6b;
--line:#e4dfe6;--velvet:#6b1d5e;--ok:#17663f;--bad:#a8241f}
@media (prefers-color-scheme:dark){:root{--paper:#131017;--card:#1c1822;--ink:#f4f0f6;
--mute:#b3aaba;--line:#332c3b;--velvet:#e29ad3;--ok:#6fd39d;--bad:#ff9d95}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
header,main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem}
h1{margin:0}h2{margin:2.5rem 0 .75rem}
p{margin:.25rem 0;color:var(--mute)}
input{width:100%;min-height:44px;margin-top:1rem;padding:.5rem .75rem;font:inherit;
color:inherit;background:var(--card);border:1px solid var(--mute);border-radius:12px}
details{margin:.5rem 0;background:var(--card);border:1px solid var(--line);border-radius:12px}
summary{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline;
padding:.75rem 1rem;cursor:pointer}
summary code{font-weight:600;overflow-wrap:anywhere}
.method{min-width:4.5rem;font:700 .8rem/1 ui-monospace,monospace;color:var(--velvet)}
.about{color:var(--mute)}
.inside{padding:0 1rem 1rem}
table{width:100%;border-collapse:collapse;margin:.5rem 0}
th,td{padding:.35rem .5rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
th{font-weight:600}
pre{margin:.5rem 0;padding:.75rem;overflow:auto;background:var(--paper);
border:1px solid var(--line);border-radius:8px;font:13px/1.5 ui-monospace,monospace}
a{color:var(--velvet)}
:focus-visible{outline:3px solid var(--velvet);outline-offset:2px}
)css";

constexpr std::string_view kScript = R"js(
'use strict';
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const named = (api, schema) => schema && schema.$ref
  ? api.components.schemas[schema.$ref.split('/').pop()] : schema;
const typeText = (schema) => {
  if (!schema) return 'any';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ');
  if (schema.type === 'array') return 'list of ' + typeText(schema.items);
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type || 'any';
  const limits = ['format', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems',
    'maxItems', 'pattern'].filter((key) => key in schema).map((key) => key + ' ' + schema[key]);
  return limits.length ? type + ' (' + limits.join(', ') + ')' : type;
};
const example = (api, schema, depth = 0) => {
  const real = named(api, schema);
  if (!real || depth > 6) return null;
  if (real.enum) return real.enum.join(' | ');
  if (real.anyOf) return example(api, real.anyOf[0], depth + 1);
  const type = Array.isArray(real.type) ? real.type[0] : real.type;
  if (type === 'object') {
    return Object.fromEntries(Object.entries(real.properties || {})
      .map(([name, each]) => [name, example(api, each, depth + 1)]));
  }
  if (type === 'array') return [example(api, real.items, depth + 1)];
  if (type === 'string') return real.format === 'date-time' ? '2026-11-24T18:00:00.000Z' : 'text';
  if (type === 'integer' || type === 'number') return 0;
  return type === 'boolean' ? false : null;
};
const table = (head, rows) => make('table', {},
  make('thead', {}, make('tr', {}, ...head.map((text) => make('th', {scope: 'col'}, text)))),
  make('tbody', {}, ...rows.map((cells) =>
    make('tr', {}, ...cells.map((text) => make('td', {}, text))))));
const section = (title, ...content) => [make('h3', {}, title), ...content];
const code = (value) => make('pre', {}, JSON.stringify(value, null, 2));
const operationDetails = (api, method, path, operation) => {
  const inside = make('div', {class: 'inside'});
  if (operation.description) inside.append(make('p', {}, operation.description));
  if (operation['x-access']) inside.append(make('p', {}, 'For: ' + operation['x-access']));
  const parameters = (operation.parameters || []).map((parameter) => parameter.$ref
    ? api.components.parameters[parameter.$ref.split('/').pop()] : parameter);
  if (parameters.length) {
    inside.append(...section('Parameters', table(['Name', 'In', 'Type', ''],
      parameters.map((each) =>
        [each.name, each.in, typeText(each.schema), each.required ? 'required' : '']))));
  }
  for (const [type, body] of Object.entries((operation.requestBody || {}).content || {})) {
    inside.append(...section('Body: ' + type,
      body.schema && type === 'application/json' ? code(example(api, body.schema)) : ''));
  }
  for (const [status, ref] of Object.entries(operation.responses)) {
    const answer = ref.$ref ? api.components.responses[ref.$ref.split('/').pop()] : ref;
    inside.append(...section('Answer ' + status, make('p', {}, answer.description || '')));
    const json = (answer.content || {})['application/json'];
    if (json && json.schema) inside.append(code(example(api, json.schema)));
  }
  const text = (method + ' ' + path + ' ' + operation.summary).toLowerCase();
  return make('details', {'data-text': text},
    make('summary', {}, make('span', {class: 'method'}, method.toUpperCase()),
      make('code', {}, path), make('span', {class: 'about'}, operation.summary || '')), inside);
};
const show = (api) => {
  document.querySelector('#version').textContent = 'Version ' + api.info.version;
  const tags = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const tag = (operation.tags || ['Other'])[0];
      if (!tags.has(tag)) tags.set(tag, []);
      tags.get(tag).push(operationDetails(api, method, path, operation));
    }
  }
  const main = document.querySelector('main');
  main.replaceChildren(...[...tags].map(([tag, operations]) =>
    make('section', {}, make('h2', {}, tag), ...operations)));
  document.querySelector('input').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const part of main.children) {
      let any = false;
      for (const each of part.querySelectorAll('details')) {
        each.hidden = !each.dataset.text.includes(wanted);
        any = any || !each.hidden;
      }
      part.hidden = !any;
    }
  });
};
fetch('/api/openapi.json').then((answer) => answer.json()).then(show).catch(() => {
  document.querySelector('main').textContent = 'The document could not be loaded. Reload the page.';
});
)js";

std::string hash_source(std::string_view text) {
  return "'sha256-" + to_base64(sha256(text)) + "'";
}

}  // namespace

DocsPage docs_page() {
  DocsPage page;
  page.html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Usher HTTP API</title>\n<style>";
  page.html += kStyle;
  page.html +=
      "</style>\n</head>\n<body>\n<header>\n<h1>Usher HTTP API</h1>\n"
      "<p id=\"version\"></p>\n<p><a href=\"/api/openapi.json\">OpenAPI document</a></p>\n"
      "<input type=\"search\" aria-label=\"Find an endpoint\" "
      "placeholder=\"Find an endpoint\">\n</header>\n"
      "<main>Loading …</main>\n<script>";
  page.html += kScript;
  page.html += "</script>\n</body>\n</html>\n";
  page.policy = "default-src 'none'; connect-src 'self'; style-src " + hash_source(kStyle) +
                "; script-src " + hash_source(kScript) +
                "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return page;
}

}  // namespace usher::web
