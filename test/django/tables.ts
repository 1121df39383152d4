/**
 * The content types and permissions of the vectors, as tables.
 */
import { readFileSync } from 'node:fs'
import { tablesFromDumpdata } from 'latchkey/django'
import type { Tables } from 'latchkey/django'

interface Rows {
  content_types: { id: number; app_label: string; model: string }[]
  permissions: { id: number; content_type_id: number; codename: string }[]
}
export const rows: Rows = JSON.parse(readFileSync('vectors/django/vectors.json', 'utf8')) as Rows

export const tables: Tables = tablesFromDumpdata(
  JSON.stringify([
    ...rows.content_types.map(({ id, app_label, model }) => ({
      model: 'contenttypes.contenttype',
      pk: id,
      fields: { app_label, model },
    })),
    ...rows.permissions.map(({ id, content_type_id: content_type, codename }) => ({
      model: 'auth.permission',
      pk: id,
      fields: { content_type, codename },
    })),
  ]),
)
