// TypeScript types of the document, as the console uses them.
import openapiTS, { astToString } from 'openapi-typescript';

const head = '// Made from the server\'s OpenAPI document by tests/contract/update-types.mjs. Never edited.\n\n';

export async function typesOf(document) {
  return head + astToString(await openapiTS(structuredClone(document), { alphabetize: true }));
}
