// What is on a shelf of the phone, read beside the page in one view: items with stage and parts; of one item the digests of its bytes too.
async ([name, digestsOf]) => {
  const known = await indexedDB.databases()
  if (!known.some((each) => each.name === name)) return []
  const open = await new Promise((done, fail) => {
    const asked = indexedDB.open(name)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
  if (!open.objectStoreNames.contains('items')) { open.close(); return [] }
  const view = open.transaction(['items', 'parts'])
  const ask = (store, how, ...given) => new Promise((done, fail) => {
    const asked = view.objectStore(store)[how](...given)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
  const items = await ask('items', 'getAll')
  const wanted = items.filter(({ id }) => id === digestsOf).flatMap(({ parts }) => parts.map((part) => part.id))
  const bytes = await Promise.all(wanted.map((id) => ask('parts', 'get', id)))
  open.close()
  const hex = async (buffer) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', buffer)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const held = new Map(await Promise.all(bytes.map(async (each, at) => [wanted[at], await hex(each)])))
  return items.map(({ id, key, stage, dueAt, parts, trouble, draft }) => ({
    id, key, stage, dueAt, trouble: trouble?.detail ?? '', text: draft?.text ?? draft?.form?.text ?? '',
    parts: parts.map((part) => ({ id: part.id, sha256: part.sha256, digest: held.get(part.id) ?? '' })),
  }))
}
