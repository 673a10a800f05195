/// Wires the whole: settings, the object graph, and the process's entry. Nobody may look in here.
package io.github.provenancegate.app;
