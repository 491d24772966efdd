// Loaded by the program that drives the browser before its own code: what a page sends need not be told to us.
// Left alone, every photo that leaves a page comes to the driver twice over as text, which costs as much as all else.
const { Module } = require('node:module')
const compile = Module.prototype._compile
Module.prototype._compile = function (code, name) {
  return compile.call(this, name.endsWith('coreBundle.js') ? code.replaceAll('send("Network.enable")', 'send("Network.enable", { maxPostDataSize: 1 })') : code, name)
}
