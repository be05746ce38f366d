// Vite makes files of them, and the page asks for them.
declare module '*.css';
