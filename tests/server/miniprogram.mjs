// A WeChat mini-program as an SDK in it sees it: the globals wx, App, Page and their kin. wx.request speaks real HTTP.
import http from 'node:http';

const later = (call, value) => call && setTimeout(() => call(value), 0);
const system = {
  brand: 'HUAWEI', model: 'Mate 60', system: 'Android 14', platform: 'android', SDKVersion: '3.5.0', version: '8.0.49', language: 'zh_CN',
  screenWidth: 400, screenHeight: 800, windowWidth: 400, windowHeight: 750, pixelRatio: 3,
};

function request({ url, method = 'GET', data, header = {}, timeout = 60_000, success, fail, complete }) {
  const sent = http.request(url, { method, timeout, headers: { 'content-type': 'application/json', ...header } }, (answer) => {
    let text = '';
    answer.on('data', (piece) => (text += piece));
    answer.on('end', () => {
      const outcome = { data: text, statusCode: answer.statusCode, header: answer.headers };
      success?.(outcome);
      complete?.(outcome);
    });
  });
  const failed = (error) => {
    fail?.({ errMsg: `request:fail ${error.message}` });
    complete?.({ errMsg: `request:fail ${error.message}` });
  };
  sent.on('timeout', () => sent.destroy(new Error('timeout')));
  sent.on('error', failed);
  sent.end(data === undefined || typeof data === 'string' ? data : JSON.stringify(data));
  return { abort: () => sent.destroy() };
}

/** Sets the globals; {launch(), open(route, query)}. `launch` is what started it: path, query, scene. */
export function miniProgram(launch) {
  const storage = new Map();
  const shown = [];
  let app = {}, page = {}, pages = [];
  const found = (key, { success, fail, complete }) => {
    const outcome = storage.has(key) ? { data: storage.get(key) } : { errMsg: 'getStorage:fail data not found' };
    later(storage.has(key) ? success : fail, outcome);
    later(complete, outcome);
  };
  const wx = {
    request,
    getSystemInfoSync: () => system,
    getSystemInfo: ({ success, complete } = {}) => [success, complete].forEach((call) => later(call, system)),
    getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0123456789abcdef', envVersion: 'release', version: '2.1.0' } }),
    getLaunchOptionsSync: () => launch,
    getNetworkType: ({ success, complete } = {}) => [success, complete].forEach((call) => later(call, { networkType: 'wifi' })),
    getStorage: ({ key, ...calls }) => found(key, calls),
    getStorageSync: (key) => storage.get(key) ?? '',
    setStorageSync: (key, value) => storage.set(key, value),
    onAppShow: (call) => shown.push(call),
    onAppHide() {}, onNetworkStatusChange() {}, setNavigationBarTitle() {},
  };
  Object.assign(globalThis, {
    wx, __wxConfig: { global: { window: {} }, page: {} }, __wxAppCode__: {},
    App: (given) => (app = given), Page: (given) => (page = given), Component() {},
    getApp: () => app, getCurrentPages: () => pages,
  });
  return {
    launch() {
      app.onLaunch?.(launch);
      app.onShow?.(launch);
      shown.forEach((call) => call(launch));
    },
    open(route, query = {}) {
      const opened = { ...page, route, __route__: route, options: query, data: {} };
      pages = [opened];
      opened.onLoad?.(query);
      opened.onShow?.();
      opened.onReady?.();
    },
  };
}
