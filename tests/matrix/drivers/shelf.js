// What is on a shelf of the phone, read beside the page: items with stage and parts, each part with the digest of its bytes.
async (name) => {
  const known = await indexedDB.databases()
  if (!known.some((each) => each.name === name)) return []
  const open = await new Promise((done, fail) => {
    const asked = indexedDB.open(name)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
  const all = (store, of) => new Promise((done, fail) => {
    const asked = open.transaction(store).objectStore(store)[of]()
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
  if (!open.objectStoreNames.contains('items')) { open.close(); return [] }
  const [items, keys, bytes] = [await all('items', 'getAll'), await all('parts', 'getAllKeys'), await all('parts', 'getAll')]
  open.close()
  const hex = async (buffer) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', buffer)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const held = new Map(await Promise.all(keys.map(async (key, at) => [key, await hex(bytes[at])])))
  return items.map(({ id, key, stage, dueAt, parts, trouble }) => ({
    id, key, stage, dueAt, trouble: trouble?.detail ?? '', parts: parts.map((part) => ({ id: part.id, digest: held.get(part.id) ?? '' })),
  }))
}
