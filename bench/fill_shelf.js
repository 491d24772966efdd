// Puts frozen reports with photos upon the shelf of the field client, as its page would have left them.
async ([reports, photos, bytes, owner]) => {
  const open = await new Promise((done, fail) => {
    const asked = indexedDB.open('mashang-field')
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
  canvas.getContext('2d').fillRect(40, 40, 500, 300)
  const picture = new Uint8Array(await (await new Promise((done) => canvas.toBlob(done, 'image/jpeg'))).arrayBuffer())
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
  // A comment segment of noise after the first marker makes every photo another and as large as wanted.
  const photo = () => {
    const notes = Array.from({ length: Math.ceil(bytes / 60_000) }, () => {
      const note = crypto.getRandomValues(new Uint8Array(60_000))
      note.set([0xff, 0xfe, (note.length - 2) >> 8, (note.length - 2) & 255])
      return note
    })
    return new Response(new Blob([picture.slice(0, 2), ...notes, picture.slice(2)])).arrayBuffer()
  }
  const at = new Date().toISOString()
  for (let n = 0; n < reports; n++) {
    const id = crypto.randomUUID()
    const parts = []
    const held = []
    for (let p = 0; p < photos; p++) {
      const content = await photo()
      parts.push({ id: crypto.randomUUID(), sha256: hex(await crypto.subtle.digest('SHA-256', content)), size: content.byteLength, safe: false })
      held.push(content)
    }
    const place = { lng: 116.4321, lat: 39.9123, datum: 'wgs84', accuracy_m: 8, source: 'gps', taken_at: at }
    const promised = parts.map((part) => ({ id: part.id, sha256: part.sha256, bytes: part.size, role: 'problem', taken_at: at }))
    const payload = JSON.stringify({ kind: 'patrol', text: `路灯不亮 ${n}`, place, captured_at: at, sent_at: at, photos: promised })
    const shots = Object.fromEntries(parts.map((part) => [part.id, { role: 'problem', takenAt: at }]))
    const item = { id, key: 'capture', kind: 'report', owner, stage: 'queued', draft: { begunAt: at, title: '路灯', shots, form: {} }, parts, payload, known: false, tries: 0, dueAt: 0, madeAt: n + 1 }
    await new Promise((done, fail) => {
      const change = open.transaction(['items', 'parts'], 'readwrite')
      change.objectStore('items').put(item, id)
      parts.forEach((part, p) => change.objectStore('parts').put(held[p], part.id))
      change.oncomplete = done
      change.onabort = () => fail(change.error)
    })
  }
  open.close()
}
